internal import Billing
internal import Foundation

/// Where the bytes of a file come from, piece by piece: a file or pipe of any length, standard input, or
/// bytes at hand.
final class FileInput {
  private let descriptor: Int32?
  private var rest: ArraySlice<UInt8> = []
  private let path: String

  private static let pieceSize = 1 << 16

  /// What stands for standard input in place of a path.
  static let standardInput = "-"

  /// Opens a file.
  init(path: String) throws(CSVFileError) {
    self.path = path
    let descriptor =
      path == Self.standardInput
      ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) : unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure(path) }
    self.descriptor = descriptor
  }

  init(_ bytes: [UInt8]) {
    path = ""
    descriptor = nil
    rest = bytes[...]
  }

  deinit {
    if let descriptor { close(descriptor) }
  }

  /// Appends the next piece to a buffer; false at the end.
  func read(into buffer: inout [UInt8]) throws(CSVFileError) -> Bool {
    guard let descriptor else {
      let piece = rest.prefix(Self.pieceSize)
      rest = rest.dropFirst(Self.pieceSize)
      buffer += piece
      return !piece.isEmpty
    }
    let filled = buffer.count
    buffer.append(contentsOf: repeatElement(0, count: Self.pieceSize))
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes { target in
        unsafe Foundation.read(descriptor, target.baseAddress! + filled, Self.pieceSize)
      }
      if count < 0, errno == EINTR { continue }
      let failure = count < 0 ? Self.failure(path) : nil
      buffer.removeLast(Self.pieceSize - max(0, count))
      if let failure { throw failure }
      return count > 0
    }
  }

  private static func failure(_ path: String) -> CSVFileError {
    .notReadable(path, code: errno)
  }
}
