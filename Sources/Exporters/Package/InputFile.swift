internal import Foundation

/// A file being read back, at any position. Only a file proper: a link is not followed, and a pipe
/// that nobody writes to holds nobody up.
struct InputFile: ~Copyable {
  let path: String
  let size: Int
  private let descriptor: Int32

  init(path: String) throws(SystemFailure) {
    let descriptor = unsafe open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw .last("open", path) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      let failure = SystemFailure.last("read", path)
      Foundation.close(descriptor)
      throw failure
    }
    guard FolderTree.isFile(status) else {
      Foundation.close(descriptor)
      throw SystemFailure(
        action: "read", path: path, code: FolderTree.isFolder(status) ? EISDIR : EINVAL)
    }
    self.path = path
    self.size = Int(status.st_size)
    self.descriptor = descriptor
  }

  /// All of a small file; nil where there is none, or a larger one.
  static func contents(_ path: String, limit: Int) throws(SystemFailure) -> [UInt8]? {
    guard let status = try FolderTree.status(path), FolderTree.isFile(status) else { return nil }
    let file = try InputFile(path: path)
    guard file.size <= limit else { return nil }
    var bytes = [UInt8](repeating: 0, count: file.size)
    let count = try file.read(into: &bytes, at: 0)
    return Array(bytes[..<count])
  }

  deinit { Foundation.close(descriptor) }

  /// Fills `buffer` from `offset` on; returns how many bytes there were, fewer only at the end of
  /// the file.
  func read(into buffer: inout [UInt8], at offset: Int) throws(SystemFailure) -> Int {
    var filled = 0
    while filled < buffer.count {
      let count = unsafe buffer.withUnsafeMutableBytes { target in
        unsafe pread(
          descriptor, target.baseAddress! + filled, target.count - filled, offset + filled)
      }
      if count == 0 { break }
      if count > 0 {
        filled += count
      } else if errno != EINTR {
        throw .last("read", path)
      }
    }
    return filled
  }
}
