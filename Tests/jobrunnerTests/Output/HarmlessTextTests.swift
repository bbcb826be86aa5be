import Billing
import Foundation
import Testing

@testable import jobrunner

@Suite("What a terminal is given")
struct HarmlessTextTests {
  @Test(
    "text moves no terminal, breaks no line and turns no direction",
    arguments: [
      ("a\u{1B}[2Jb", #"a\u001b[2Jb"#), ("a\nb\r\nc\td", #"a\nb\r\nc\td"#),
      ("\u{9B}2J\u{85}\u{7F}", #"\u009b2J\u0085\u007f"#),
      ("\u{202E}oof\u{2066}\u{2028}", #"\u202eoof\u2066\u2028"#),
      ("Anita Desai – 12,34,567.50 ₹ नमस्ते क्‍ष", "Anita Desai – 12,34,567.50 ₹ नमस्ते क्‍ष"),
    ])
  func harmless(text: String, shown: String) {
    #expect(text.harmless == shown)
    #expect(shown.harmless == shown)
  }

  @Test("every control of Unicode's is written out")
  func everyControl() {
    for value in UInt32(0)...0x2FFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator:
        #expect(!String(scalar).harmless.unicodeScalars.contains(scalar), "\(value)")
      default: #expect(String(scalar).harmless == String(scalar) || scalar.properties.isBidiControl)
      }
    }
  }

  @Test(
    "no password is shown, whatever it holds",
    arguments: [
      ("postgresql://u:s3cret@h/db", "postgresql://u:***@h/db"),
      (
        "x postgresql+psycopg2://u:s3cr@et@h:5432/db?sslmode=require y",
        "x postgresql+psycopg2://u:***@h:5432/db?sslmode=require y"
      ),
      ("postgres://u:s3/cret@h", "postgres://u:***@h"),
      ("\"postgresql://u:s3\"cret@h\"", "\"postgresql://u:***@h\""),
      ("postgresql://u:s3cret", "postgresql://u:***"),
      ("postgresql://h:5432/db", "postgresql://h:5432/db"),
      ("postgresql://u@h:5432/db", "postgresql://u@h:5432/db"),
      ("host=h password=s3cret dbname=x", "host=h password=*** dbname=x"),
      ("PGPASSWORD=s3cret host", "PGPASSWORD=*** host"),
      ("password = 's3 cr\\'et' dbname=x", "password = *** dbname=x"),
      (
        "postgresql://h/db?password=s3cret&sslmode=require",
        "postgresql://h/db?password=***&sslmode=require"
      ),
      ("see https://example.org/x", "see https://example.org/x"),
    ])
  func passwords(text: String, shown: String) {
    #expect(Secrets.hidden(in: text) == shown)
  }
}
