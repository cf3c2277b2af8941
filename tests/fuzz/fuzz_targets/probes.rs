#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| wxkit_tests::fuzz::probes(data));
