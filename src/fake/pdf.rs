//! The smallest document that a reader of PDF opens.

/// A page of A4 with these lines of text.
pub(super) fn page(lines: &[String]) -> Vec<u8> {
    let mut text = String::from("BT /F1 14 Tf 20 TL 72 770 Td");
    for line in lines {
        text.push_str(&format!(" ({}) Tj T*", escape(line)));
    }
    text.push_str(" ET");

    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];

    let mut pdf = String::from("%PDF-1.4\n");
    // An entry of the table is exactly twenty bytes long, its two-byte line end included.
    let mut table = String::from("0000000000 65535 f \n");
    for (index, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", pdf.len()));
        pdf.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let (start, size) = (pdf.len(), objects.len() + 1);
    pdf.push_str(&format!(
        "xref\n0 {size}\n{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF"
    ));
    pdf.into_bytes()
}

/// The text as it stands between the parentheses of a string.
fn escape(line: &str) -> String {
    let mut escaped = String::new();
    for character in line.chars() {
        match character {
            '(' | ')' | '\\' => escaped.extend(['\\', character]),
            ' '..='~' => escaped.push(character),
            // The letters of Western Europe have the same numbers there as in Unicode.
            '\u{a0}'..='\u{ff}' => escaped.push_str(&format!("\\{:03o}", u32::from(character))),
            _ => escaped.push('?'),
        }
    }
    escaped
}
