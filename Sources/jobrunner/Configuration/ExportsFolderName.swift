/// Where a lab's packages go when the configuration does not say.
enum ExportsFolderName {
  /// `exports`; for a lab in another schema than `public` a folder of its own beside it, such as
  /// `exports-north`, since no two labs may write into one. What a file name should not have is written
  /// as its bytes in hexadecimal digits.
  static func standard(schema: String) -> String {
    schema == "public" ? "exports" : "exports-" + schema.utf8.map(escaped).joined()
  }

  private static func escaped(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      String(UnicodeScalar(byte))
    default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
  }
}
