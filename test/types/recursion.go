// Types that contain themselves, alias cycles, instances without end.
package p

type T1 struct{ f T1 } /* ERROR "invalid recursive type: T1 refers to itself" */
type T2 struct{ f *T2 }
type T3 [2]T4
type T4 struct{ f T2 }
type T5 struct{ a [1]T6 } /* ERROR "invalid recursive type T5" */
type T6 struct{ b T5 }
type T7 []T7
type T8 map[string]T8
type T9 func(T9) T9
type T10 T10   /* ERROR "invalid recursive type: T10 refers to itself" */
type T11 = T12 /* ERROR "invalid recursive type T11" */
type T12 = T11

type L[P any] struct{ next *L[P] }
type M[P any] struct {
	f N[P] /* ERROR "invalid recursive type N" */
}
type N[P any] struct{ f M[P] }
type I1 interface{ I2 } /* ERROR "invalid recursive type I1" */
type I2 interface{ I1 }
type I3 interface{ m(I3) I3 }
