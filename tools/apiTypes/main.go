// Command apiTypes prints the fields of the built-in Kubernetes types, as the Kubernetes provider reads them: which
// fields exist, which are omitted when empty, and which have a canonical form.
//
//	go run . > ../../runtime/providers/kubernetes/inputs/apiTypes.json
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"reflect"
	"sort"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/client-go/kubernetes/scheme"
)

// Groups whose kinds are requests, not stored objects.
var requests = map[string]bool{
	"authentication.k8s.io":     true,
	"authorization.k8s.io":      true,
	"imagepolicy.k8s.io":        true,
	"internal.apiserver.k8s.io": true,
	"__internal":                true,
}

// Leaves: types with a special string form, and values that stay unchanged.
var leaves = map[reflect.Type]string{
	reflect.TypeFor[resource.Quantity]():    "q",
	reflect.TypeFor[intstr.IntOrString]():   "i",
	reflect.TypeFor[metav1.Time]():          "t",
	reflect.TypeFor[metav1.MicroTime]():     "u",
	reflect.TypeFor[metav1.Duration]():      "r",
	reflect.TypeFor[metav1.FieldsV1]():      "r",
	reflect.TypeFor[runtime.RawExtension](): "r",
}

// Table is the printed document.
type Table struct {
	// Struct indexes by "apiVersion/kind".
	Kinds map[string]int `json:"kinds"`
	// By field name: "?" for omitempty, then "[" for a list, "{" for a map, "*" for a pointer, then a leaf's letter or
	// the index of a struct.
	Structs []map[string]string `json:"structs"`
}

type builder struct {
	table   Table
	indexes map[reflect.Type]int
}

func main() {
	b := builder{table: Table{Kinds: map[string]int{}}, indexes: map[reflect.Type]int{}}
	types := scheme.Scheme.AllKnownTypes()
	names := make([]string, 0, len(types))
	byName := map[string]reflect.Type{}
	for gvk, t := range types {
		_, isObject := reflect.New(t).Interface().(metav1.Object)
		if !isObject || requests[gvk.Group] || gvk.Version == runtime.APIVersionInternal {
			continue
		}
		name := gvk.GroupVersion().String() + "/" + gvk.Kind
		names = append(names, name)
		byName[name] = t
	}
	sort.Strings(names)
	for _, name := range names {
		b.table.Kinds[name] = b.index(byName[name])
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(b.table); err != nil {
		log.Fatal(err)
	}
}

func (b *builder) index(t reflect.Type) int {
	if known, ok := b.indexes[t]; ok {
		return known
	}
	index := len(b.table.Structs)
	b.indexes[t] = index
	fields := map[string]string{}
	b.table.Structs = append(b.table.Structs, fields)
	b.addFields(t, fields)
	return index
}

func (b *builder) addFields(t reflect.Type, fields map[string]string) {
	for i := range t.NumField() {
		field := t.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case name == "-":
		case name == "" && field.Anonymous:
			b.addFields(field.Type, fields)
		default:
			if name == "" {
				name = field.Name
			}
			spec := b.spec(field.Type)
			if strings.Contains(","+options+",", ",omitempty,") {
				spec = "?" + spec
			}
			fields[name] = spec
		}
	}
}

func (b *builder) spec(t reflect.Type) string {
	if leaf, ok := leaves[t]; ok {
		return leaf
	}
	switch t.Kind() {
	case reflect.Pointer:
		return "*" + b.spec(t.Elem())
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return "y"
		}
		return "[" + b.spec(t.Elem())
	case reflect.Map:
		return "{" + b.spec(t.Elem())
	case reflect.Struct:
		return strconv.Itoa(b.index(t))
	case reflect.String:
		return "s"
	case reflect.Bool:
		return "b"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return "n"
	case reflect.Float32, reflect.Float64:
		return "f"
	default:
		panic(fmt.Sprintf("no form for the type %s", t))
	}
}
