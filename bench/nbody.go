// Planets under gravity: float arithmetic on structs in a small array.
package main

import (
	"fmt"
	"math"
)

type body struct{ x, y, z, vx, vy, vz, mass float64 }

func advance(b []body, dt float64) {
	for i := range b {
		p := &b[i]
		for j := i + 1; j < len(b); j++ {
			q := &b[j]
			dx, dy, dz := p.x-q.x, p.y-q.y, p.z-q.z
			d2 := dx*dx + dy*dy + dz*dz
			mag := dt / (d2 * math.Sqrt(d2))
			p.vx -= dx * q.mass * mag
			p.vy -= dy * q.mass * mag
			p.vz -= dz * q.mass * mag
			q.vx += dx * p.mass * mag
			q.vy += dy * p.mass * mag
			q.vz += dz * p.mass * mag
		}
	}
	for i := range b {
		p := &b[i]
		p.x += dt * p.vx
		p.y += dt * p.vy
		p.z += dt * p.vz
	}
}

func energy(b []body) (e float64) {
	for i := range b {
		p := &b[i]
		e += p.mass * (p.vx*p.vx + p.vy*p.vy + p.vz*p.vz) / 2
		for j := i + 1; j < len(b); j++ {
			q := &b[j]
			dx, dy, dz := p.x-q.x, p.y-q.y, p.z-q.z
			e -= p.mass * q.mass / math.Sqrt(dx*dx+dy*dy+dz*dz)
		}
	}
	return e
}

func main() {
	b := make([]body, 5)
	for i := range b {
		f := float64(i)
		b[i] = body{5 * f, 3*f + 1, f*f - 1, 0.3 * f, 0.2, 0.1 * f, 40 / (1 + 9*f)}
	}
	fmt.Printf("%.6f\n", energy(b))
	for range 5_000_000 {
		advance(b, 0.001)
	}
	fmt.Printf("%.6f\n", energy(b))
}
