package main

import (
	"fmt"
	"strconv"
)

type wide [4]uint64

func mapRows() {
	for _, size := range []int{6, 1000, 100_000, 2_000_000} {
		mapOf("int32", size, func(i int) int32 { return int32(i * 7) })
		mapOf("int64", size, func(i int) int64 { return int64(i) * 7919 })
		mapOf("string", size, func(i int) string { return "key " + strconv.Itoa(i) })
		if size <= 100_000 {
			mapOf("32 bytes", size, func(i int) wide { return wide{uint64(i), 1, 2, uint64(i)} })
			mapOf("interface", size, func(i int) any { return i })
		}
	}
}

func mapOf[K comparable](kind string, size int, key func(int) K) {
	const wanted = 0.9
	keys := make([]K, size)
	absent := make([]K, size)
	for i := range keys {
		keys[i] = key(i)
		absent[i] = key(i + size)
	}
	name := func(what string) string { return fmt.Sprintf("map of %d by %s: %s", size, kind, what) }
	m := map[K]int{}
	for i, k := range keys {
		m[k] = i
	}
	perOp(name("lookup"), wanted, func(n int) {
		total := 0
		for i, j := 0, 0; i < n; i++ {
			total += m[keys[j]]
			if j++; j == size {
				j = 0
			}
		}
		found = total
	})
	perOp(name("miss"), wanted, func(n int) {
		total := 0
		for i, j := 0, 0; i < n; i++ {
			if _, ok := m[absent[j]]; ok {
				total++
			}
			if j++; j == size {
				j = 0
			}
		}
		found = total
	})
	perOp(name("assign"), wanted, func(n int) {
		for i, j := 0, 0; i < n; i++ {
			m[keys[j]] = i
			if j++; j == size {
				j = 0
			}
		}
	})
	perBatch(name("insert"), wanted, size, func() {
		m := map[K]int{}
		for j, k := range keys {
			m[k] = j
		}
		found = len(m)
	})
	perOp(name("delete and insert"), wanted, func(n int) {
		for i, j := 0, 0; i < n; i++ {
			delete(m, keys[j])
			m[keys[j]] = j
			if j++; j == size {
				j = 0
			}
		}
	})
	perBatch(name("iterate"), wanted, size, func() {
		for _, v := range m {
			found += v
		}
	})
}

var found int
