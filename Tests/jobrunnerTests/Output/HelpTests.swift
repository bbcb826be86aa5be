import Testing

@Suite("Help")
struct HelpTests {
  @Test("an example fits a terminal of 80 columns, and can be copied as it was written")
  func examples() throws {
    let examples = try CommandTree.examples()
    #expect(examples.count > 50)
    for line in examples { #expect(line.count <= 80, "\(line)") }
  }
}
