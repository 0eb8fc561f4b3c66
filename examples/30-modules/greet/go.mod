module example.com/greet

go 1.21

require example.com/greet/word v1.3.0
