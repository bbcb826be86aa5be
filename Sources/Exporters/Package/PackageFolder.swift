internal import Foundation

/// The folder of one package while it is written: locked against other writers, with a hidden
/// staging folder beside the files that are there, on the same file system.
struct PackageFolder: ~Copyable {
  let path: String
  /// Where the new files are written. It goes with the value.
  let staging: String
  private let lock: Int32

  private static let mode: mode_t = 0o750

  /// Creates what is missing, takes the lock, and removes what a dead run has left behind: whoever
  /// holds the lock knows that it is nobody else's.
  init(path: String) throws {
    try Self.makeTree(path)
    let lock = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard lock >= 0 else { throw SystemFailure.last("open", path) }
    let staging = path + "/.staging"
    do {
      guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
        throw errno == EWOULDBLOCK
          ? ExportError.busy(folder: path) as any Error : SystemFailure.last("lock", path)
      }
      try Self.remove(staging)
      guard unsafe mkdir(staging, Self.mode) == 0 else {
        throw SystemFailure.last("create", staging)
      }
    } catch {
      Foundation.close(lock)
      throw error
    }
    self.path = path
    self.staging = staging
    self.lock = lock
  }

  deinit {
    // What cannot be removed now is removed by the next run.
    try? Self.remove(staging)
    Foundation.close(lock)
  }

  func staged(_ name: String) -> String { staging + "/" + name }
  func published(_ name: String) -> String { path + "/" + name }

  /// Puts staged files in the place of those of the same name, each at once, in this order.
  func publish(_ names: [String]) throws(SystemFailure) {
    for name in names {
      guard unsafe rename(staged(name), published(name)) == 0 else {
        throw .last("rename into place", published(name))
      }
    }
    // The renames themselves have to survive a power cut.
    guard fsync(lock) == 0 else { throw .last("write", path) }
  }

  private static func makeTree(_ path: String) throws(SystemFailure) {
    if unsafe mkdir(path, mode) == 0 { return }
    if errno == EEXIST { return }
    guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
      throw .last("create", path)
    }
    try makeTree(String(path[..<slash]))
    if unsafe mkdir(path, mode) != 0, errno != EEXIST { throw .last("create", path) }
  }

  /// Removes a staging folder and the files in it; none is fine.
  private static func remove(_ staging: String) throws(SystemFailure) {
    guard let folder = unsafe opendir(staging) else {
      if errno == ENOENT { return }
      throw .last("open", staging)
    }
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
        unsafe String(cString: UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self))
      }
      if name != ".", name != ".." { unsafe unlink(staging + "/" + name) }
    }
    unsafe closedir(folder)
    guard unsafe rmdir(staging) == 0 else { throw .last("remove", staging) }
  }
}
