package main

// dot is the sum of a[i]*b[i] over the shorter of the two.
//
//go:noescape
func dot(a, b []float32) float32
