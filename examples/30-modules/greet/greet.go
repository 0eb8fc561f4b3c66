// Package greet is a dependency with one of its own.
package greet

import "example.com/greet/word"

func Hello(name string) string { return word.Hello + ", " + name }
