internal import Billing
internal import Foundation

/// Folders and what is in them, as the system has them: nothing is followed, nothing is guessed.
enum FolderTree {
  /// Access rights of a folder that the exports make.
  static let mode: mode_t = 0o750

  /// Makes a folder and those above it; one that is there is fine.
  static func make(_ path: String) throws(SystemFailure) {
    if unsafe mkdir(path, mode) == 0 { return }
    if errno == EEXIST { return }
    guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
      throw .last("create", path)
    }
    try make(String(path[..<slash]))
    if unsafe mkdir(path, mode) != 0, errno != EEXIST { throw .last("create", path) }
  }

  /// What is at a path, a symbolic link taken for itself; nil where there is nothing.
  static func status(_ path: String) throws(SystemFailure) -> stat? {
    var status = stat()
    if unsafe lstat(path, &status) == 0 { return status }
    guard errno == ENOENT else { throw .last("read", path) }
    return nil
  }

  /// The path from the root, without links and dots; nil where there is nothing.
  static func resolved(_ path: String) -> String? {
    let resolved = unsafe realpath(path, nil)
    defer { unsafe free(resolved) }
    return unsafe resolved.map { unsafe String(cString: $0) }
  }

  /// What a symbolic link names; nil where there is none.
  static func target(ofLink path: String) -> String? {
    var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe bytes.withUnsafeMutableBytes { target in
      unsafe readlink(path, target.baseAddress!.assumingMemoryBound(to: CChar.self), target.count)
    }
    return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
  }

  static func isFolder(_ status: stat) -> Bool { status.st_mode & S_IFMT == S_IFDIR }
  static func isFile(_ status: stat) -> Bool { status.st_mode & S_IFMT == S_IFREG }

  /// The names in a folder, in order; none where there is no folder of that name.
  static func names(in path: String) throws(SystemFailure) -> [String] {
    guard let folder = unsafe opendir(path) else {
      if errno == ENOENT || errno == ENOTDIR { return [] }
      throw .last("open", path)
    }
    defer { unsafe closedir(folder) }
    var names: [String] = []
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
        unsafe String(cString: UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self))
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Removes a file, or a folder with all that is in it; nothing there is fine.
  static func remove(_ path: String) throws(SystemFailure) {
    guard let status = try status(path) else { return }
    guard isFolder(status) else {
      guard unsafe unlink(path) == 0 || errno == ENOENT else { throw .last("remove", path) }
      return
    }
    for name in try names(in: path) { try remove(path + "/" + name) }
    guard unsafe rmdir(path) == 0 || errno == ENOENT else { throw .last("remove", path) }
  }

  /// Makes what is in one folder be in another too, but for some names: files by a second name for
  /// the same bytes, folders anew with what is in them.
  static func carry(
    from old: String, to new: String, except left: Set<String> = []
  ) throws(SystemFailure) {
    for name in try names(in: old) where !left.contains(name) {
      let (from, to) = (old + "/" + name, new + "/" + name)
      guard let status = try status(from) else { continue }
      if isFolder(status) {
        guard unsafe mkdir(to, mode) == 0 else { throw .last("create", to) }
        try carry(from: from, to: to)
        try giveRights(of: status, to: to)
      } else if unsafe link(from, to) != 0 {
        // Not every file system has second names, and not every file's owner allows one.
        guard [EPERM, EMLINK, EOPNOTSUPP, ENOSYS].contains(errno),
          status.st_mode & S_IFMT == S_IFREG
        else { throw .last("keep", from) }
        try copy(from, to: to)
        try giveRights(of: status, to: to)
      }
    }
    try sync(new)
  }

  /// Access rights and, where this user may, owner and group.
  static func giveRights(of status: stat, to path: String) throws(SystemFailure) {
    _ = unsafe lchown(path, status.st_uid, status.st_gid)
    guard unsafe chmod(path, status.st_mode & 0o7777) == 0 else { throw .last("change", path) }
  }

  /// Waits until the names in a folder are on the disk.
  static func sync(_ path: String) throws(SystemFailure) {
    let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .last("open", path) }
    defer { Foundation.close(descriptor) }
    guard fsync(descriptor) == 0 else { throw .last("write", path) }
  }

  private static func copy(_ from: String, to: String) throws(SystemFailure) {
    let source = try InputFile(path: from)
    let target = try OutputFile(path: to)
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var offset = 0
    while true {
      let count = try source.read(into: &buffer, at: offset)
      if count == 0 { break }
      try target.write(Array(buffer[..<count]))
      offset += count
    }
    try target.sync()
  }
}
