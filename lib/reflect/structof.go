// StructOf, anew: the reference version reads the names of T's methods, when *T is embedded, at *T's
// descriptor. There all descriptors count from one base; here distances count from the descriptor that
// holds them, so each table is read at its own type. *T's table has T's methods too.
//
// A promoted method is the embedded type's own code, which takes the struct for its receiver. So the
// embedded field has to be the first one, and the whole interface word if it is a pointer.

package reflect

import (
	"internal/abi"
	"internal/goarch"
	"strconv"
	"unsafe"
)

// A structMaker holds what StructOf learns field by field.
type structMaker struct {
	fields     []structField
	names      map[string]struct{}
	pkgPath    string       // of the unexported fields
	methods    []abi.Method // promoted ones, sorted by name
	repr       []byte
	hash       uint32
	size       uintptr
	endsEmpty  bool // the last field has size zero
	align      uint8
	comparable bool
}

// StructOf returns the struct type containing fields. The Offset and Index fields are ignored and
// computed as they would be by the compiler.
//
// StructOf currently does not support promoted methods of embedded fields and panics if passed
// unexported StructFields, or if such a method would have to be promoted from any but the first field.
func StructOf(fields []StructField) Type {
	m := &structMaker{
		names:      make(map[string]struct{}, len(fields)),
		repr:       []byte("struct {"),
		hash:       fnv1(0, []byte("struct {")...),
		comparable: true,
	}
	for i, field := range fields {
		m.add(i, field, len(fields))
	}
	if len(fields) > 0 {
		m.repr = append(m.repr, ' ')
	}
	m.repr = append(m.repr, '}')
	m.hash = fnv1(m.hash, '}')
	if m.endsEmpty && m.size > 0 {
		m.grow(m.size, 1) // the address of the empty field must not be that of the next object
	}
	m.grow(align(m.size, uintptr(m.align)), 0)
	return m.lookup(m.newType())
}

func (m *structMaker) add(i int, field StructField, count int) {
	what := "reflect.StructOf: field " + strconv.Itoa(i)
	switch {
	case field.Name == "":
		panic(what + " has no name")
	case !isValidFieldName(field.Name):
		panic(what + " has invalid name")
	case field.Type == nil:
		panic(what + " has no type")
	}
	f, pkgPath := runtimeStructField(field)
	if pkgPath != "" && m.pkgPath != "" && pkgPath != m.pkgPath {
		panic("reflect.Struct: fields with different PkgPath " + m.pkgPath + " and " + pkgPath)
	}
	if pkgPath != "" {
		m.pkgPath = pkgPath
	}
	m.hash = fnv1(m.hash, []byte(field.Name)...)
	if f.Embedded() {
		m.promote(i, f.Typ, count)
	} else {
		m.repr = append(m.repr, " "+field.Name...)
	}
	if _, dup := m.names[field.Name]; dup && field.Name != "_" {
		panic("reflect.StructOf: duplicate field " + field.Name)
	}
	m.names[field.Name] = struct{}{}
	m.describe(&f, i == count-1)
	m.place(&f)
	m.fields = append(m.fields, f)
}

// describe puts the field's type and tag into the type's string and hash.
func (m *structMaker) describe(f *structField, last bool) {
	h := f.Typ.Hash
	m.hash = fnv1(m.hash, byte(h>>24), byte(h>>16), byte(h>>8), byte(h))
	m.repr = append(m.repr, " "+stringFor(f.Typ)...)
	if f.Name.HasTag() {
		m.hash = fnv1(m.hash, []byte(f.Name.Tag())...)
		m.repr = append(m.repr, " "+strconv.Quote(f.Name.Tag())...)
	}
	if !last {
		m.repr = append(m.repr, ';')
	}
}

// place gives the field its offset.
func (m *structMaker) place(f *structField) {
	f.Offset = align(m.size, uintptr(f.Typ.Align_))
	m.grow(f.Offset, f.Typ.Size_)
	m.endsEmpty = f.Typ.Size_ == 0
	m.align = max(m.align, f.Typ.Align_)
	m.comparable = m.comparable && f.Typ.Equal != nil
}

func (m *structMaker) grow(from, by uintptr) {
	if from < m.size || from+by < from {
		panic("reflect.StructOf: struct size would exceed virtual address space")
	}
	m.size = from + by
}

// promote adds the methods of an embedded field of type t.
func (m *structMaker) promote(i int, t *abi.Type, count int) {
	switch t.Kind() {
	case abi.Interface:
		inter := (*interfaceType)(unsafe.Pointer(t))
		stub := resolveReflectText(unsafe.Pointer(abi.FuncPCABIInternal(embeddedIfaceMethStub)))
		for _, im := range inter.Methods {
			m.addMethod(inter.nameOff(im.Name), inter.typeOff(im.Typ), stub, stub)
		}
		return
	case abi.Pointer:
		if k := t.Elem().Kind(); k == abi.Pointer || k == abi.Interface {
			panic("reflect.StructOf: illegal embedded field type " + stringFor(t))
		}
	}
	u := t.Uncommon()
	if u == nil {
		return
	}
	if i > 0 && u.Mcount > 0 {
		panic("reflect: embedded type with methods not implemented if type is not first field")
	}
	if count > 1 && t.Kind() == abi.Pointer {
		panic("reflect: embedded type with methods not implemented if there is more than one field")
	}
	if count > 1 && t.IsDirectIface() {
		panic("reflect: embedded type with methods not implemented for non-pointer type")
	}
	for _, tm := range u.Methods() {
		m.addMethod(nameOffFor(t, tm.Name), typeOffFor(t, tm.Mtyp),
			resolveReflectText(textOffFor(t, tm.Ifn)), resolveReflectText(textOffFor(t, tm.Tfn)))
	}
}

// addMethod inserts a method where its name belongs: itabs are made by merging sorted lists.
func (m *structMaker) addMethod(name abi.Name, typ *abi.Type, ifn, tfn aTextOff) {
	if pkgPath(name) != "" {
		panic("reflect: embedded interface with unexported method(s) not implemented")
	}
	m.methods = append(m.methods, abi.Method{})
	i := len(m.methods) - 1
	for ; i > 0 && m.methodName(i-1) > name.Name(); i-- {
		m.methods[i] = m.methods[i-1]
	}
	m.methods[i] = abi.Method{Name: resolveReflectName(name), Mtyp: resolveReflectType(typ), Ifn: ifn, Tfn: tfn}
}

// The offsets in m.methods are handles, which are the same at any type.
func (m *structMaker) methodName(i int) string {
	return nameOffFor(abi.TypeOf(structType{}), m.methods[i].Name).Name()
}

// newType makes the descriptor, in memory that the method table follows directly, but leaves out what lookup's
// comparison does not need.
func (m *structMaker) newType() *structType {
	var typ *structType
	if len(m.methods) == 0 {
		typ = new(structType)
	} else {
		mem := New(StructOf([]StructField{
			{Name: "S", Type: TypeFor[structType]()},
			{Name: "U", Type: TypeFor[uncommonType]()},
			{Name: "M", Type: ArrayOf(len(m.methods), TypeFor[abi.Method]())},
		})).Elem()
		typ = (*structType)(mem.Field(0).Addr().UnsafePointer())
		u := (*uncommonType)(mem.Field(1).Addr().UnsafePointer())
		u.Mcount = uint16(len(m.methods))
		u.Xcount = u.Mcount
		u.Moff = uint32(unsafe.Sizeof(*u))
		copy(mem.Field(2).Slice(0, len(m.methods)).Interface().([]abi.Method), m.methods)
	}
	typ.Kind_ = abi.Struct
	typ.Fields = m.fields
	if m.pkgPath != "" {
		typ.PkgPath = newName(m.pkgPath, "", false, false)
	}
	return typ
}

// complete fills in the rest of the descriptor.
func (m *structMaker) complete(typ *structType) {
	typ.Str = resolveReflectName(newName(string(m.repr), "", false, false))
	typ.Hash = m.hash
	typ.Size_ = m.size
	typ.PtrBytes = typeptrdata(&typ.Type)
	typ.Align_ = m.align
	typ.FieldAlign_ = m.align
	if isRegularMemory(toType(&typ.Type)) {
		typ.TFlag |= abi.TFlagRegularMemory
	}
	if len(m.methods) > 0 {
		typ.TFlag |= abi.TFlagUncommon
	}
	if typ.Size_ == goarch.PtrSize && typ.PtrBytes == goarch.PtrSize {
		typ.TFlag |= abi.TFlagDirectIface
	}
	switch {
	case typ.PtrBytes == 0:
	case typ.PtrBytes <= abi.MaxPtrmaskBytes*8*goarch.PtrSize:
		bits := new(bitVector)
		addTypeBits(bits, 0, &typ.Type)
		typ.GCData = &bits.data[0]
	default: // the runtime walks the type
		typ.TFlag |= abi.TFlagGCMaskOnDemand
		typ.GCData = (*byte)(unsafe.Pointer(new(uintptr)))
	}
	if m.comparable {
		typ.Equal = func(p, q unsafe.Pointer) bool {
			for _, f := range typ.Fields {
				if !f.Typ.Equal(add(p, f.Offset, "a field"), add(q, f.Offset, "a field")) {
					return false
				}
			}
			return true
		}
	}
}

// lookup returns the type known to be identical to typ, made before or by the compiler, or else completes typ.
func (m *structMaker) lookup(typ *structType) Type {
	if t := cachedStruct(m.hash, typ); t != nil {
		return t
	}
	structLookupCache.Lock()
	defer structLookupCache.Unlock()
	if t := cachedStruct(m.hash, typ); t != nil {
		return t
	}
	found := &typ.Type
	for _, t := range typesByString(string(m.repr)) {
		if haveIdenticalUnderlyingType(&typ.Type, t, true) {
			found = t
			break
		}
	}
	if found == &typ.Type {
		m.complete(typ)
	}
	known, _ := structLookupCache.m.Load(m.hash)
	list, _ := known.([]Type)
	structLookupCache.m.Store(m.hash, append(list, toType(found)))
	return toType(found)
}

func cachedStruct(hash uint32, typ *structType) Type {
	known, _ := structLookupCache.m.Load(hash)
	list, _ := known.([]Type)
	for _, t := range list {
		if haveIdenticalUnderlyingType(&typ.Type, t.common(), true) {
			return t
		}
	}
	return nil
}
