// encoding/json: structs to text and back.
package main

import (
	"encoding/json"
	"fmt"
)

type item struct {
	ID    int               `json:"id"`
	Name  string            `json:"name"`
	Price float64           `json:"price"`
	Tags  []string          `json:"tags,omitempty"`
	Attrs map[string]string `json:"attrs"`
	Next  *item             `json:"next,omitempty"`
}

func main() {
	var items []item
	for i := range 200 {
		items = append(items, item{i, fmt.Sprint("item ", i), float64(i) * 1.25, []string{"a", "b", "c"}[:i%4],
			map[string]string{"colour": "red", "size": fmt.Sprint(i)}, &item{ID: -i}})
	}
	total := 0
	for range 100 {
		text, err := json.Marshal(items)
		if err != nil {
			panic(err)
		}
		var back []item
		if err := json.Unmarshal(text, &back); err != nil {
			panic(err)
		}
		var loose any
		if err := json.Unmarshal(text, &loose); err != nil {
			panic(err)
		}
		total += len(text) + len(back) + len(loose.([]any))
	}
	fmt.Println(total)
}
