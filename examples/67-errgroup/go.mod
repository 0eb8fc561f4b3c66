module example.com/errgroup

go 1.26

require golang.org/x/sync v0.10.0
