package slug

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestMain runs instead of the tests, which m holds.
func TestMain(m *testing.M) {
	fmt.Println("set up")
	code := m.Run()
	fmt.Println("tear down")
	os.Exit(code)
}

// A table of cases, each a subtest that can be chosen by name; they run beside each other.
func TestMake(t *testing.T) {
	for _, c := range []struct{ name, title, want string }{
		{"empty", "", ""},
		{"plain", "Hello, World!", "hello-world"},
		{"accents", "Ångström", "ngstr-m"},
		{"ends", "--a--", "a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			equal(t, Make(c.title), c.want)
		})
	}
}

// A helper's failures show the line that called it.
func equal(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Inside the package, tests see what is not exported.
func TestLower(t *testing.T) {
	if lower('É') != 0 || lower('Q') != 'q' {
		t.Fatal("lower")
	}
}

// Tests run in their package's directory, so testdata is at hand; what TempDir makes goes away by itself.
func TestFiles(t *testing.T) {
	titles, err := os.ReadFile(filepath.Join("testdata", "titles.txt"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { t.Log("cleaned up") })
	dir := t.TempDir()
	for title := range strings.Lines(string(titles)) {
		if err := os.WriteFile(filepath.Join(dir, Make(title)), nil, 0o600); err != nil {
			t.Error(err)
		}
	}
	names, _ := filepath.Glob(filepath.Join(dir, "*"))
	if len(names) != 2 {
		t.Errorf("%d names", len(names))
	}
}

func TestLater(t *testing.T) {
	t.Skip("nothing to see yet")
}

func BenchmarkMake(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Make("Hello, World!")
	}
}

// Without -fuzz only the seeds run, and what stands in testdata/fuzz/FuzzMake.
func FuzzMake(f *testing.F) {
	f.Add("Hello, World!")
	f.Add("\xff-")
	f.Fuzz(func(t *testing.T, title string) {
		s := Make(title)
		if Make(s) != s {
			t.Errorf("Make(%q) = %q, which is no slug", title, s)
		}
		if strings.Contains(s, "--") || strings.HasPrefix(s, "-") || strings.HasSuffix(s, "-") {
			t.Errorf("Make(%q) = %q", title, s)
		}
	})
}
