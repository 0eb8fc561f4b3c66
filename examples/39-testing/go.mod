module undergo.example/testing

go 1.26
