internal import CLibPQ

/// The parameters of one statement, laid end to end in one buffer, each closed by a NUL as libpq
/// wants them.
struct ParameterList: Sendable {
  private var bytes: [UInt8] = []
  /// Where each parameter starts; nil for a null.
  private var starts: [Int?] = []

  var count: Int { starts.count }

  mutating func append(_ value: some PostgresEncodable) {
    starts.append(bytes.count)
    value.encode(into: &bytes)
    bytes.append(0)
  }

  mutating func appendNull() {
    starts.append(nil)
  }

  mutating func append(contentsOf other: ParameterList) {
    let offset = bytes.count
    bytes += other.bytes
    starts += other.starts.map { $0.map { $0 + offset } }
  }

  /// A NUL inside a text would silently end it in libpq, so such a value is refused.
  func check() throws(PostgresError) {
    let terminators = bytes.count { $0 == 0 }
    guard terminators == starts.count(where: { $0 != nil }) else {
      throw .encoding("a text parameter holds a NUL byte, which Postgres cannot store")
    }
  }

  /// Calls `body` with libpq's array of pointers to the values.
  func withPointers<Result>(
    _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
  ) -> Result {
    unsafe bytes.withUnsafeBytes { buffer in
      let base = unsafe buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
      let pointers: [UnsafePointer<CChar>?] = unsafe starts.map { start in
        guard let start, let base = unsafe base else { return nil }
        return unsafe base + start
      }
      return unsafe pointers.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
    }
  }
}
