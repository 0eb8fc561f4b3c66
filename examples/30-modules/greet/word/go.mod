module example.com/greet/word

go 1.21
