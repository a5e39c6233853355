#![no_main]
libfuzzer_sys::fuzz_target!(|text: &str| gatepost::fuzzing::html_filter(text));
