#![no_main]
libfuzzer_sys::fuzz_target!(|text: &str| gatepost::fuzzing::search_grammar(text));
