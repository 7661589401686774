//! A blocking client for Cloudflare Network Interconnects.
