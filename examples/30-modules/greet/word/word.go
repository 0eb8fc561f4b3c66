// Package word is a module within another module's directory: the longest module path that fits serves a package.
package word

const Hello = "hello"
