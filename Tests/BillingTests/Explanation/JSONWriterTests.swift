import Foundation
import TestLab
import Testing

@testable import Billing

@Suite("The JSON writer")
struct JSONWriterTests {
  private func text(_ body: (inout JSONWriter) -> Void) -> String {
    var json = JSONWriter(reusing: Array("what was there before".utf8))
    body(&json)
    return String(decoding: json.bytes, as: UTF8.self)
  }

  @Test("members and elements are separated by commas, at every depth")
  func structure() {
    let written = text { json in
      json.object { json in
        json.name("empty")
        json.array { _ in }
        json.name("list")
        json.array { json in
          json.number(-1)
          json.object { _ in }
          json.object { json in
            json.name("a")
            json.string("b")
            json.name("c")
            json.text(money("1.50"))
          }
          json.string("")
        }
        json.name("last")
        json.number(Int64.min)
      }
    }
    #expect(
      written
        == #"{"empty":[],"list":[-1,{},{"a":"b","c":"1.50"},""],"last":-9223372036854775808}"#)
  }

  @Test(
    "a text is escaped where JSON asks for it, and nowhere else",
    arguments: [
      ("", #""""#), ("a\"b", #""a\"b""#), (#"a\b"#, #""a\\b""#), ("a/b", #""a/b""#),
      ("a\nb\t", #""a\u000ab\u0009""#), ("\u{0}\u{1F}", #""\u0000\u001f""#),
      ("\u{7F}é🐕", "\"\u{7F}é🐕\""),
    ])
  func escapes(text written: String, json: String) {
    #expect(text { $0.string(written) } == json)
  }

  @Test("every text is read back as itself, over texts drawn from a seed")
  func roundTrip() throws {
    var random = SeededGenerator(seed: 9)
    let scalars: [ClosedRange<UInt32>] = [
      0...0x7F, 0x80...0x7FF, 0x800...0xD7FF, 0x1F400...0x1F6FF,
    ]
    for count in 0..<300 {
      var drawn = String.UnicodeScalarView()
      for _ in 0..<(count % 20) {
        let value = UInt32.random(
          in: scalars[Int.random(in: 0..<4, using: &random)], using: &random)
        if let scalar = Unicode.Scalar(value) { drawn.append(scalar) }
      }
      let written = String(drawn)
      let json = text { json in json.array { $0.string(written) } }
      let read = try JSONDecoder().decode([String].self, from: Data(json.utf8))
      #expect(read.map { Array($0.utf8) } == [Array(written.utf8)])
    }
  }
}
