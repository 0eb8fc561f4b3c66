// Row 40: tags, custom encodings, raw parts, streams, and errors that say where.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

type level int

func (l level) MarshalText() ([]byte, error) { return []byte([]string{"low", "high"}[l]), nil }
func (l *level) UnmarshalText(b []byte) error {
	switch string(b) {
	case "low":
		*l = 0
	case "high":
		*l = 1
	default:
		return fmt.Errorf("no level %q", b)
	}
	return nil
}

type event struct {
	ID      int64             `json:"id,string"`
	Name    string            `json:"name"`
	Level   level             `json:"level"`
	At      time.Time         `json:"at,omitzero"`
	Tags    map[string]string `json:"tags,omitempty"`
	Payload json.RawMessage   `json:"payload"`
	secret  string
}

// The alias has event's fields but not its method, so it can be encoded from inside.
func (e event) MarshalJSON() ([]byte, error) {
	type alias event
	return json.Marshal(struct {
		alias
		Kind string `json:"kind"`
	}{alias(e), "event"})
}

func main() {
	e := event{ID: 1 << 60, Name: "<start>", Level: 1, Tags: map[string]string{"b": "2", "a": "1"}, Payload: json.RawMessage(`{"x":[1,2.5e3]}`), secret: "s"}
	b, err := json.Marshal(e)
	fmt.Println(string(b), err)

	var back event
	fmt.Println(json.Unmarshal(b, &back), back.ID == e.ID, back.Level, string(back.Payload))

	dec := json.NewDecoder(strings.NewReader(`{"name":"a"} {"name":"b","more":1} {"name":3}`))
	dec.DisallowUnknownFields()
	for {
		var v struct{ Name string }
		err := dec.Decode(&v)
		if err == io.EOF {
			break
		}
		var wrong *json.UnmarshalTypeError
		fmt.Println(v.Name, err, errors.As(err, &wrong))
		if wrong != nil {
			break
		}
	}
	var syntax *json.SyntaxError
	err = json.Unmarshal([]byte(`{"a":[1,2,}`), new(any))
	fmt.Println(errors.As(err, &syntax), err, syntax.Offset)

	enc := json.NewEncoder(os.Stdout)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	enc.Encode(map[string]any{"z": nil, "a": []any{1, "two", true}, "html": "<b>"})
}
