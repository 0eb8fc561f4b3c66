package chacha8rand

// block runs the portable kernel; std declares it for assembly.
func block(seed *[4]uint64, blocks *[32]uint64, counter uint32) { block_generic(seed, blocks, counter) }
