// Generated from the spec by build.rs; edits here are lost.

pub(super) static Cni: Check = Check::Fields(
    &[
        ("bgp", &checks::BgpControl),
        (
            "cust_ip",
            &Check::Text {
                min_length: None,
                max_length: None,
                format: Some(Format::Ipv4Cidr),
            },
        ),
        (
            "p2p_ip",
            &Check::Text {
                min_length: None,
                max_length: None,
                format: Some(Format::Ipv4Cidr),
            },
        ),
    ],
);

pub(super) static BgpControl: Check = Check::Fields(
    &[
        (
            "customer_asn",
            &Check::Number {
                minimum: None,
                maximum: Some(4294967295f64),
            },
        ),
        (
            "extra_prefixes",
            &Check::Each(
                &Check::Text {
                    min_length: None,
                    max_length: None,
                    format: Some(Format::Ipv4Cidr),
                },
            ),
        ),
        (
            "md5_key",
            &Check::Text {
                min_length: Some(1u64),
                max_length: None,
                format: Some(Format::Md5Key),
            },
        ),
    ],
);

pub(super) static CniCreate: Check = Check::Fields(&[("bgp", &checks::BgpControl)]);

pub(super) static SettingsRequest: Check = Check::Fields(
    &[
        (
            "default_asn",
            &Check::Number {
                minimum: None,
                maximum: Some(4294967295f64),
            },
        ),
    ],
);

pub(super) static MagicInterconnect: Check = Check::Fields(
    &[
        ("bgp", &checks::MagicBgp),
        ("colo_name", &Check::Unsent),
        ("created_on", &Check::Unsent),
        ("id", &Check::Unsent),
        (
            "interface_address",
            &Check::Text {
                min_length: None,
                max_length: None,
                format: Some(Format::Ipv4Cidr),
            },
        ),
        ("modified_on", &Check::Unsent),
        (
            "mtu",
            &Check::Number {
                minimum: Some(576f64),
                maximum: None,
            },
        ),
        ("version", &Check::Unsent),
        ("virtual_port_reservation_id", &Check::Unsent),
    ],
);

pub(super) static MagicBgp: Check = Check::Fields(
    &[
        (
            "as_no",
            &Check::Number {
                minimum: None,
                maximum: Some(4294967295f64),
            },
        ),
        ("cloudflare_endpoint", &Check::Unsent),
        (
            "customer_asn",
            &Check::Number {
                minimum: None,
                maximum: Some(4294967295f64),
            },
        ),
        ("customer_endpoint", &Check::Unsent),
    ],
);
