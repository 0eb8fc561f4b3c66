// Bubbles of testing/synctest, as internal/synctest asks for them: runtime/sched/bubble.c with its panics.

package runtime

import "unsafe"

// A bubble is the C side's, never looked into here.
type bubble struct{}

//go:linkname bubbleRun ugx_bubble_run
func bubbleRun(f func()) int

//go:linkname bubbleWait ugx_bubble_wait
func bubbleWait() bool

//go:linkname bubbleInside ugx_bubble_inside
func bubbleInside() bool

//go:linkname bubbleAcquire ugx_bubble_acquire
func bubbleAcquire() *bubble

//go:linkname bubbleRelease ugx_bubble_release
func bubbleRelease(b *bubble)

//go:linkname bubbleEnter ugx_bubble_enter
func bubbleEnter(b *bubble)

//go:linkname bubbleAssociate ugx_bubble_associate
func bubbleAssociate(p unsafe.Pointer) int

//go:linkname bubbleDisassociate ugx_bubble_disassociate
func bubbleDisassociate(p unsafe.Pointer)

//go:linkname bubbleIsAssociated ugx_bubble_isassociated
func bubbleIsAssociated(p unsafe.Pointer) bool

// How a bubble ended: BubbleEnd.
const (
	bubbleOver = iota
	bubbleMainGone
	bubbleBlocked
)

// A synctestDeadlock is the value Run panics with when goroutines of the bubble are left behind.
type synctestDeadlock struct{ reason string }

func (e synctestDeadlock) Error() string { return e.reason }

//go:linkname synctest_Run internal/synctest.Run
func synctest_Run(f func()) {
	if bubbleInside() {
		panic("synctest.Run called from within a synctest bubble")
	}
	switch bubbleRun(f) {
	case bubbleMainGone:
		panic(synctestDeadlock{"deadlock: main bubble goroutine has exited but blocked goroutines remain"})
	case bubbleBlocked:
		panic(synctestDeadlock{"deadlock: all goroutines in bubble are blocked"})
	}
}

//go:linkname synctest_Wait internal/synctest.Wait
func synctest_Wait() {
	if !bubbleInside() {
		panic("goroutine is not in a bubble")
	}
	if !bubbleWait() {
		panic("wait already in progress")
	}
}

//go:linkname synctest_IsInBubble internal/synctest.IsInBubble
func synctest_IsInBubble() bool { return bubbleInside() }

//go:linkname synctest_associate internal/synctest.associate
func synctest_associate(p unsafe.Pointer) int { return bubbleAssociate(p) }

//go:linkname synctest_disassociate internal/synctest.disassociate
func synctest_disassociate(p unsafe.Pointer) { bubbleDisassociate(p) }

//go:linkname synctest_isAssociated internal/synctest.isAssociated
func synctest_isAssociated(p unsafe.Pointer) bool { return bubbleIsAssociated(p) }

//go:linkname synctest_acquire internal/synctest.acquire
func synctest_acquire() any {
	if b := bubbleAcquire(); b != nil {
		return b
	}
	return nil
}

//go:linkname synctest_release internal/synctest.release
func synctest_release(b any) { bubbleRelease(b.(*bubble)) }

//go:linkname synctest_inBubble internal/synctest.inBubble
func synctest_inBubble(b any, f func()) {
	if bubbleInside() {
		panic("goroutine is already bubbled")
	}
	bubbleEnter(b.(*bubble))
	defer bubbleEnter(nil)
	f()
}

//go:linkname time_runtimeIsBubbled time.runtimeIsBubbled
func time_runtimeIsBubbled() bool { return bubbleInside() }
