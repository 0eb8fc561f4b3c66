// Before a bound of a slice is a call, the bounds before it have their values, but for names and their lengths; what is
// sliced is read last. gc does so, and programs lean on it.
package main

import "fmt"

type lexer struct {
	source string
	offset int
}

func (l *lexer) scan() int {
	for l.offset < len(l.source) && l.source[l.offset] != ' ' {
		l.offset++
	}
	return l.offset
}

func (l *lexer) next(s string) int {
	l.source = s
	return l.offset
}

var at int

func step() int { at++; return at }

func main() {
	l := &lexer{source: "one two three"}
	l.offset = 4
	fmt.Println(l.source[l.offset:l.scan()])
	l.offset = 5
	fmt.Println(l.source[(l.offset - 1):l.scan()])
	l.offset = 2
	fmt.Println(l.source[l.offset-1 : l.next("abcdef")])

	s := []int{0, 1, 2, 3, 4, 5, 6, 7}
	fmt.Println(s[at:step()], s[at+0:step()], s[at+0:step():step()], cap(s[at-1:step():step()+2]))

	n := 1
	grow := func() int { n++; s = append(s, n); return 4 }
	fmt.Println(s[n:grow()], s[n+0:grow()], s[len(s)-7:grow()+2], s[1:grow():len(s)])

	var none *lexer
	defer func() { fmt.Println(recover(), at) }()
	fmt.Println(s[none.offset:step()])
}
