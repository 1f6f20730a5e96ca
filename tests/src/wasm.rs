//! WebAssembly written byte by byte, for components that no encoder would make.

/// A number as LEB128.
pub fn leb(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

fn section(id: u8, content: &[u8]) -> Vec<u8> {
    [&[id][..], &leb(content.len()), content].concat()
}

fn vector(items: &[Vec<u8>]) -> Vec<u8> {
    [leb(items.len()), items.concat()].concat()
}

/// A core module of functions without parameters: the declarations of their locals (how many i64)
/// and their instructions, `end` left out.
pub fn module(functions: &[(Vec<usize>, Vec<u8>)]) -> Vec<u8> {
    let body = |(locals, code): &(Vec<usize>, Vec<u8>)| {
        let locals: Vec<Vec<u8>> = locals
            .iter()
            .map(|n| [leb(*n), vec![0x7e]].concat())
            .collect();
        let body = [vector(&locals), code.clone(), vec![0x0b]].concat();
        [leb(body.len()), body].concat()
    };
    let bodies: Vec<Vec<u8>> = functions.iter().map(body).collect();
    let of_type_0 = vec![vec![0]; functions.len()];
    [
        b"\0asm\x01\0\0\0".to_vec(),
        section(1, &vector(&[vec![0x60, 0, 0]])),
        section(3, &vector(&of_type_0)),
        section(10, &vector(&bodies)),
    ]
    .concat()
}

/// A component that holds these modules or components and offers nothing.
pub fn component(parts: &[Vec<u8>]) -> Vec<u8> {
    let is_component = |part: &[u8]| part.get(4) == Some(&0x0d);
    let parts = parts
        .iter()
        .map(|part| section(if is_component(part) { 4 } else { 1 }, part));
    [
        b"\0asm\x0d\0\x01\0".to_vec(),
        parts.collect::<Vec<_>>().concat(),
    ]
    .concat()
}
