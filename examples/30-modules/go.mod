// A module: its name, the Go it is written in, what it requires and in which versions.
module example.com/modules

go 1.26

// Minimal version selection: of every version that is asked for, here and in the requirements of what is required,
// the highest is taken, and nothing newer.
require example.com/greet v1.2.0

require example.com/greet/word v1.4.0 // indirect

// In place of what the proxy has under these names, directories beside this file.
replace (
	example.com/greet => ./greet
	example.com/greet/word => ./greet/word
)

// Never this one.
exclude example.com/greet v1.1.0

// `undergo tool shout` builds and runs it.
tool example.com/modules/cmd/shout

// To those who use this module: not these versions.
retract [v0.1.0, v0.1.3]
