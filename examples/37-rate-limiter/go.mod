module example.com/ratelimiter

go 1.26

require golang.org/x/time v0.8.0
