import PlainText
internal import Testing

@Suite("CSV text")
struct CSVTextTests {
  private func field(_ text: String) -> String {
    var bytes: [UInt8] = []
    CSVText.append(text.utf8.span, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(
    "is written as it is where nothing speaks against it",
    arguments: [
      "", "Asha Rao", "007", "a;b", "it's", " leading", "שָׁלוֹם 🐕", "a=b", "1-2", "\u{FEFF}Asha",
      "\u{200B}", " 1=1", "é=1",
    ])
  func plain(text: String) {
    #expect(field(text) == text)
  }

  @Test(
    "is quoted where it has to be",
    arguments: [
      ("Iyer, Meera", #""Iyer, Meera""#), (#"say "woof""#, #""say ""woof""""#),
      ("two\nlines", "\"two\nlines\""), ("two\r\nlines", "\"two\r\nlines\""),
    ])
  func quoted(text: String, expected: String) {
    #expect(field(text) == expected)
  }

  @Test(
    "is neutralised where a spreadsheet would run it",
    arguments: [
      ("=1+1", "'=1+1"), ("+91 98765", "'+91 98765"), ("-2+3", "'-2+3"), ("@SUM(A1)", "'@SUM(A1)"),
      ("\t=1", "'\t=1"), ("\r=1", "\"'\r=1\""), ("\n=1", "\"'\n=1\""),
      ("\u{FF1D}1+1", "'\u{FF1D}1+1"), ("\u{FF0B}1", "'\u{FF0B}1"), ("\u{FF0D}1", "'\u{FF0D}1"),
      ("\u{FF20}SUM(A1)", "'\u{FF20}SUM(A1)"), ("\u{FE66}1", "'\u{FE66}1"),
      ("\u{FEFF}=1", "'\u{FEFF}=1"), ("\u{200B}\u{2060}+1", "'\u{200B}\u{2060}+1"),
      ("\u{AD}@SUM(A1)", "'\u{AD}@SUM(A1)"), ("\u{1}=1", "'\u{1}=1"), (" \u{A0}=1", "' \u{A0}=1"),
      ("\u{202E}-1", "'\u{202E}-1"), ("\u{E0001}=1", "'\u{E0001}=1"),
      (#"=HYPERLINK("http://x";"A")"#, #""'=HYPERLINK(""http://x"";""A"")""#),
    ])
  func neutralised(text: String, expected: String) {
    #expect(field(text) == expected)
  }

  @Test(
    "comes back as it was, whatever a spreadsheet would make of it",
    arguments: [
      ("=1+1", "'=1+1"), ("'=1+1", "''=1+1"), ("'tis", "'tis"), ("'", "'"), ("''", "''"),
      ("+91 98765", "'+91 98765"), ("'\u{301}=1", "'\u{301}=1"), ("'\t=1", "''\t=1"),
      ("Asha", "Asha"),
    ])
  func restored(text: String, expected: String) {
    var bytes: [UInt8] = []
    CSVText.appendRestorable(text.utf8.span, to: &bytes)
    let field = String(decoding: bytes, as: UTF8.self)
    #expect(field == expected)
    #expect(CSVText.restored(field) == text)
  }
}
