use cups::warm;

#[test]
fn tea_of_sixty_degrees_is_warm() {
    assert!(warm(60));
    assert!(!warm(59));
}
