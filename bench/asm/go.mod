module asmcalls

go 1.26
