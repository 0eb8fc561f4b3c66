module runtimebench

go 1.26
