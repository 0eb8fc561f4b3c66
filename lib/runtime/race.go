//go:build race

// What a program may tell the race detector itself.

package runtime

import "unsafe"

// RaceRead reports a read of the byte at addr.
//
//go:linkname RaceRead ugx_race_readone
func RaceRead(addr unsafe.Pointer)

// RaceWrite reports a write of the byte at addr.
//
//go:linkname RaceWrite ugx_race_writeone
func RaceWrite(addr unsafe.Pointer)

// RaceReadRange reports a read of len bytes at addr.
//
//go:linkname RaceReadRange ugx_race_readrange
func RaceReadRange(addr unsafe.Pointer, len int)

// RaceWriteRange reports a write of len bytes at addr.
//
//go:linkname RaceWriteRange ugx_race_writerange
func RaceWriteRange(addr unsafe.Pointer, len int)

// RaceAcquire orders what follows after what came before the releases of addr.
//
//go:linkname RaceAcquire ugx_race_acquire
func RaceAcquire(addr unsafe.Pointer)

// RaceRelease orders what came before it ahead of what follows a later RaceAcquire of addr.
//
//go:linkname RaceRelease ugx_race_release
func RaceRelease(addr unsafe.Pointer)

// RaceReleaseMerge is RaceRelease that keeps the order of earlier releases of addr.
//
//go:linkname RaceReleaseMerge ugx_race_releasemerge
func RaceReleaseMerge(addr unsafe.Pointer)

// RaceDisable makes synchronisation of this goroutine count for nothing until RaceEnable; calls nest.
//
//go:linkname RaceDisable ugx_race_disable
func RaceDisable()

// RaceEnable ends a RaceDisable.
//
//go:linkname RaceEnable ugx_race_enable
func RaceEnable()

// RaceErrors returns the number of races that were reported.
//
//go:linkname RaceErrors ugx_race_errors
func RaceErrors() int
