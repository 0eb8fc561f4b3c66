// The counters of the program, which gc's runtime knows as a range of memory.

package cfile

import "internal/coverage/rtcov"

func getCovCounterList() []rtcov.CovCounterBlob { return rtcov.Counters }
