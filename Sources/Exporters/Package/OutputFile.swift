internal import Foundation

/// A new file being written, readable by its owner and group only from the first byte on.
struct OutputFile: ~Copyable {
  let path: String
  private let descriptor: Int32

  /// Access rights of every exported file.
  static let mode: mode_t = 0o640

  /// - Throws: where a file of that name exists: nothing is written over.
  init(path: String) throws(SystemFailure) {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, Self.mode)
    guard descriptor >= 0 else { throw .last("create", path) }
    self.path = path
    self.descriptor = descriptor
  }

  deinit { Foundation.close(descriptor) }

  func write(_ bytes: [UInt8]) throws(SystemFailure) {
    var offset = 0
    while offset < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe Foundation.write(descriptor, buffer.baseAddress! + offset, buffer.count - offset)
      }
      if count >= 0 {
        offset += count
      } else if errno != EINTR {
        throw .last("write", path)
      }
    }
  }

  /// Gives it other access rights, whatever the umask.
  func setMode(_ mode: mode_t) throws(SystemFailure) {
    guard fchmod(descriptor, mode) == 0 else { throw .last("write", path) }
  }

  /// Waits until the bytes are on the disk: a full or failing one may only say so now.
  func sync() throws(SystemFailure) {
    guard fsync(descriptor) == 0 else { throw .last("write", path) }
  }

  /// Creates an empty file for somebody else to fill, with the access rights of an export.
  static func reserve(path: String) throws(SystemFailure) {
    _ = try OutputFile(path: path)
  }

  /// Puts a file somebody else has written on the disk for good.
  static func sync(path: String) throws(SystemFailure) {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .last("open", path) }
    defer { Foundation.close(descriptor) }
    guard fsync(descriptor) == 0 else { throw .last("write", path) }
  }
}
