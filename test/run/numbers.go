// Conversions out of range, complex division, shifts, formatting, NaN in maps and comparisons: as gc on amd64.
package main

import (
	"fmt"
	"math"
	"math/cmplx"
	"strconv"
)

type F32 float32

//go:noinline
func f64i(f float64) (int64, uint64, int32, uint32, int8, uint8, int16, uint16, int, uint) {
	return int64(f), uint64(f), int32(f), uint32(f), int8(f), uint8(f), int16(f), uint16(f), int(f), uint(f)
}

//go:noinline
func f32i(f float32) (int64, uint64, int32, uint32, int8, uint8, int16, uint16) {
	return int64(f), uint64(f), int32(f), uint32(f), int8(f), uint8(f), int16(f), uint16(f)
}

//go:noinline
func u64f(u uint64) (float64, float32) { return float64(u), float32(u) }

//go:noinline
func i64f(u int64) (float64, float32) { return float64(u), float32(u) }

//go:noinline
func div(a, b complex128) complex128 { return a / b }

//go:noinline
func mul(a, b complex128) complex128 { return a * b }

//go:noinline
func div64(a, b complex64) complex64 { return a / b }

//go:noinline
func mul64(a, b complex64) complex64 { return a * b }

//go:noinline
func fma(a, b, c float64) float64 { return a*b + c }

//go:noinline
func fma32(a, b, c float32) float32 { return a*b + c }

//go:noinline
func idiv(a, b int64) (int64, int64) { return a / b, a % b }

//go:noinline
func idiv32(a, b int32) (int32, int32) { return a / b, a % b }

//go:noinline
func idiv8(a, b int8) (int8, int8) { return a / b, a % b }

//go:noinline
func sh(x int64, u uint64, n uint) (int64, int64, uint64, uint64) {
	return x << n, x >> n, u << n, u >> n
}

//go:noinline
func sh8(x int8, u uint8, n uint) (int8, int8, uint8, uint8) { return x << n, x >> n, u << n, u >> n }

const (
	big   = 1 << 200
	third = 1.0 / 3
	huge  = 1e400
	tiny  = huge * 1e-800
	c1    = (1 + 2i) * (3 - 4i)
)

func main() {
	fs := []float64{0, math.Copysign(0, -1), 1.5, -1.5, 1e10, -1e10, 2147483647, 2147483648, -2147483649, 4294967295, 4294967296, 9.2e18, 9.3e18, 1.8e19, 1.9e19, -9.3e18, 1e30, -1e30, math.NaN(), math.Inf(1), math.Inf(-1), 255, 256, -1, 127, 128, 65535, 65536, 1e-300, 9223372036854775807}
	for _, f := range fs {
		fmt.Println(f)
		fmt.Println(f64i(f))
		fmt.Println(f32i(float32(f)))
	}
	us := []uint64{0, 1, 1 << 53, 1<<53 + 1, 1<<63 - 1, 1 << 63, 1<<63 + 1, math.MaxUint64, math.MaxUint64 - 1023, 1<<63 + 1025, 1<<24 + 1, 0x8000008000000001}
	for _, u := range us {
		fmt.Println(u64f(u))
		fmt.Println(i64f(int64(u)))
		fmt.Println(i64f(-int64(u)))
	}
	inf, nan := math.Inf(1), math.NaN()
	vals := []float64{0, math.Copysign(0, -1), 1, -1, 2.5, inf, -inf, nan, 1e308, 1e-308}
	h := uint64(14695981039346656037)
	for _, a := range vals {
		for _, b := range vals {
			for _, c := range vals {
				for _, d := range vals {
					x, y := complex(a, b), complex(c, d)
					q, p := div(x, y), mul(x, y)
					q2, p2 := div64(complex64(x), complex64(y)), mul64(complex64(x), complex64(y))
					s := fmt.Sprint(q, p, q2, p2, x == y, -x, x+y, x-y)
					for i := 0; i < len(s); i++ {
						h = (h ^ uint64(s[i])) * 1099511628211
					}
				}
			}
		}
	}
	fmt.Println(h)
	fmt.Println(div(1, 0), div(complex(nan, 0), 0), div(complex(inf, inf), complex(1, 1)), mul(complex(inf, nan), complex(0, 1)))
	fmt.Println(cmplx.Sqrt(-1), cmplx.Exp(1i*math.Pi), cmplx.Abs(complex(inf, nan)))
	fmt.Println(fma(0.1, 10, -1), fma32(0.1, 10, -1), fma(1e308, 10, -inf))
	for _, a := range []int64{7, -7, math.MinInt64, math.MaxInt64} {
		for _, b := range []int64{2, -2, -1, 1, math.MinInt64} {
			fmt.Println(idiv(a, b))
			if int32(b) != 0 {
				fmt.Println(idiv32(int32(a), int32(b)))
			}
			if int8(b) != 0 {
				fmt.Println(idiv8(int8(a), int8(b)))
			}
		}
	}
	fmt.Println(idiv32(math.MinInt32, -1))
	fmt.Println(idiv8(-128, -1))
	for _, n := range []uint{0, 1, 7, 8, 31, 32, 63, 64, 65, 200, math.MaxUint} {
		fmt.Println(sh(-5, 0xdeadbeefcafebabe, n))
		fmt.Println(sh8(-5, 0xde, n))
	}
	fmt.Println(big>>190, third*3 == 1, float64(third), tiny, c1, float32(third), F32(1)/3)
	fmt.Println(math.MaxFloat64, math.SmallestNonzeroFloat64, math.MaxFloat32, math.SmallestNonzeroFloat32)
	fmt.Println(float32(1e-46), float32(16777217), float64(float32(0.1)), 0.1+0.2, 1/3.0)
	const k = 0.1
	x := 0.1
	fmt.Println(k+0.2, x+0.2, k*3, x*3, float32(k)*3, 07.5e-3, 0x1p-1074, 0x1.fffffffffffffp1023, 1_000.5)
	for _, f := range []float64{1e20, 1e21, 1e-4, 1e-5, 123456789, 1234567890123456789, 5e-324, 0.000001, 100000, 1000000, 12345678, 1e100} {
		fmt.Println(f, float32(f))
		println(f, float32(f), -f)
		fmt.Printf("%v %g %e %f %.3g %8.2f %+.1e %x %X %b %G|%6.0f|%-10.2f|%+v\n", f, f, f, f, f, f, f, f, f, f, f, f, f, f)
		fmt.Println(strconv.FormatFloat(f, 'g', -1, 32), strconv.FormatFloat(f, 'f', 3, 64))
	}
	println(inf, -inf, nan, complex(1, -2), complex(inf, nan), 0.0, math.Copysign(0, -1), true, 'x', "s", uint8(3), int8(-3), uintptr(10), nil == any(nil))
	fmt.Println(math.Float64bits(nan), math.Float32bits(float32(nan)))
	var z float64
	fmt.Println(0/z != 0/z, 1/z, -1/z, math.Mod(5, z), math.Mod(-5.5, 2), math.Remainder(5, 3))
	fmt.Println(min(1, nan), max(nan, 1), min(0.0, math.Copysign(0, -1)), max(math.Copysign(0, -1), 0.0), min("b", "a", "c"), max(3, 2.5, 7))
	fmt.Println(math.Round(2.5), math.RoundToEven(2.5), math.Trunc(-2.7), math.Floor(-2.5), math.Ceil(-2.5), math.FMA(0.1, 10, -1))
	m := map[float64]int{}
	m[nan] = 1
	m[nan] = 2
	m[0] = 3
	m[math.Copysign(0, -1)] = 4
	fmt.Println(len(m), m[nan], m[0])
	delete(m, nan)
	fmt.Println(len(m))
	n := 0
	for k, v := range m {
		if k != k {
			n += v
		}
	}
	fmt.Println(n)
	clear(m)
	fmt.Println(len(m))
	mi := map[any]int{nan: 1, float32(1): 2, 1.0: 3, 1: 4, int8(1): 5, complex(1, 0): 6, "1": 7, [1]int{1}: 8, struct{ a int }{1}: 9}
	fmt.Println(len(mi), mi[float32(1)], mi[1.0], mi[1], mi[int8(1)], mi[complex(1, 0)], mi["1"], mi[[1]int{1}], mi[struct{ a int }{1}], mi[nan])
	type B struct {
		a int
		_ float64
		f float64
		_ string
	}
	b1, b2 := B{a: 1, f: 0}, B{a: 1, f: math.Copysign(0, -1)}
	fmt.Println(b1 == b2, B{f: nan} == B{f: nan}, any(b1) == any(b2), map[B]int{b1: 1, b2: 2})
	var ia, ib any = [2]float64{nan, 1}, [2]float64{nan, 1}
	fmt.Println(ia == ib, ia != ib, any(nan) == any(nan))
	s := "a\xffb\xc0\xafc\xed\xa0\x80d\xf4\x90\x80\x80e\u00e9世\xe4\xb8"
	for i, r := range s {
		fmt.Print(i, ":", r, " ")
	}
	fmt.Println()
	fmt.Println([]rune(s), []byte(string([]rune(s))), len([]rune(s)), string(rune(-1)), string(rune(0xd800)), string(rune(0x110000)), strconv.Quote(s))
	for i := range "héllo" {
		fmt.Print(i, " ")
	}
	fmt.Println()
}
