internal import Crypto

/// One step of the schema: a numbered .sql file and its checksum. It is a value; ``Migrator``
/// applies it.
package struct Migration: Equatable, Sendable {
  /// The number in front of the name; migrations are applied in its order.
  package let version: Int32
  /// The file's name without its ending, such as `0003_p0_pets`.
  package let name: String
  package let phase: MigrationPhase
  package let sql: String
  /// SHA-256 of the text, in hexadecimal.
  package let sha256: String

  /// - Parameters:
  ///   - name: `NNNN_phase_what` (the baseline needs no `what`), or nil is returned.
  ///   - sql: what it runs: several statements, none of them `begin` or `commit`.
  package init?(name: String, sql: String) {
    let parts = name.split(separator: "_", maxSplits: 2)
    guard parts.count >= 2, parts[0].utf8.count == 4,
      parts[0].utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let version = Int32(parts[0]), let phase = MigrationPhase(rawValue: String(parts[1]))
    else { return nil }
    self.version = version
    self.name = name
    self.phase = phase
    self.sql = sql
    self.sha256 = Self.checksum(sql)
  }

  private static func checksum(_ sql: String) -> String {
    let digits = Array("0123456789abcdef")
    var text = ""
    for byte in SHA256.hash(data: Array(sql.utf8)) {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return text
  }
}
