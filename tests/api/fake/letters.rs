//! Letters of Authorization.

use cloudflare_interconnects::fake::Fake;
use serde_json::json;

use super::start;

#[test]
fn a_letter_is_a_pdf_that_names_its_interconnect() {
    let (fake, client) = start();
    fake.insert_interconnect(Fake::ACCOUNT_ID, json!({ "name": "(odd\\) näme", "type": "direct" }));
    for (icon, written) in [
        ("icon-1", "(Interconnect: icon-1)"),
        ("(odd%5C)%20n%C3%A4me", "(Interconnect: \\(odd\\\\\\) n\\344me)"),
    ] {
        let letter = client.get(&format!("interconnects/{icon}/loa"));
        assert_eq!(letter.status, 200);
        assert_eq!(letter.header("content-type"), Some("application/pdf"));
        let pdf = letter.text();
        assert!(pdf.starts_with("%PDF-1.4\n"), "{pdf}");
        assert!(pdf.ends_with("%%EOF"), "{pdf}");
        assert!(pdf.contains(written), "{pdf}");
        // A PDF reader starts at the offset of the cross-reference table.
        let (_, start) = pdf.rsplit_once("startxref\n").unwrap();
        let start: usize = start.lines().next().unwrap().parse().unwrap();
        assert!(pdf[start..].starts_with("xref\n"), "{pdf}");
    }
}

#[test]
fn a_partner_interconnect_has_no_letter() {
    let (_fake, client) = start();
    client.get("interconnects/icon-3/loa").error(404);
    client.get("interconnects/icon-3/loa/default").error(404);
}

#[test]
fn a_letter_names_the_requested_customer_or_else_the_default_one() {
    let (_fake, client) = start();
    let letter = |query: &str| client.get(&format!("interconnects/icon-1/loa{query}"));
    let default = client.get("interconnects/icon-1/loa/default").json(200);
    let default = format!("(Customer: {})", default["name"].as_str().unwrap());
    assert!(letter("").text().contains(&default));
    let named = letter("?name=M%C3%BCller+%26+%C5%81");
    assert!(named.text().contains("(Customer: M\\374ller & ?)"), "{}", named.text());
    assert!(!named.text().contains(&default));

    // The limit counts characters, not bytes.
    let longest = "%C3%A9".repeat(200);
    assert_eq!(letter(&format!("?name={longest}")).status, 200);
    letter(&format!("?name={longest}x")).error(400);
    client.get("interconnects/icon-99/loa/default").error(404);
}
