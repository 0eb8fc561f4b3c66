package main

import "testing"

func TestDot(t *testing.T) {
	for n := range 70 {
		a, b := make([]float32, n), make([]float32, n+n%3)
		for i := range a {
			a[i], b[i] = float32(i%11), float32(i%13)
		}
		if got, want := dot(a, b), dotGo(a, b); got != want {
			t.Errorf("%d elements: %v, want %v", n, got, want)
		}
	}
}

func benchmark(b *testing.B, f func(a, b []float32) float32) {
	x, y := make([]float32, 4096), make([]float32, 4096)
	b.SetBytes(2 * 4 * 4096)
	for b.Loop() {
		f(x, y)
	}
}

func BenchmarkDot(b *testing.B)   { benchmark(b, dot) }
func BenchmarkDotGo(b *testing.B) { benchmark(b, dotGo) }
