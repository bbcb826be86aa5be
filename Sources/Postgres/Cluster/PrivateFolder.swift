internal import Foundation

/// Folders that nobody but their owner may change, checked rather than assumed: some of them have
/// names anybody could guess, in a folder everybody may write to.
enum PrivateFolder {
  /// Makes the folder with `mode` and gives it to `owner`, or accepts the one that is there if it
  /// is a real folder, is `owner`'s and others cannot write to it.
  static func make(
    _ path: String, mode: mode_t, owner: ClusterAccount?
  ) throws(ClusterError) {
    if unsafe mkdir(path, mode) == 0 {
      guard let owner, owner.isAnother else { return }
      guard unsafe chown(path, owner.userID, owner.groupID) == 0 else {
        throw .fileSystem(action: "give away", path: path, reason: systemReason())
      }
      return
    }
    guard errno == EEXIST else {
      throw .fileSystem(action: "create", path: path, reason: systemReason())
    }
    try check(path, owner: owner?.userID ?? geteuid())
  }

  /// Makes the folder and the missing ones above it. `mode` is for the last one; those above get
  /// what a home's folders have, as others may have to pass them.
  static func makeTree(_ path: String, mode: mode_t) throws(ClusterError) {
    let parent = (path as NSString).deletingLastPathComponent
    do {
      try FileManager.default.createDirectory(
        atPath: parent, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o755])
    } catch {
      throw .fileSystem(action: "create", path: parent, reason: error.localizedDescription)
    }
    try make(path, mode: mode, owner: nil)
  }

  private static func check(_ path: String, owner: uid_t) throws(ClusterError) {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else {
      throw .fileSystem(action: "look at", path: path, reason: systemReason())
    }
    let reason: String? =
      if status.st_mode & S_IFMT != S_IFDIR {
        "it is not a folder"
      } else if status.st_uid != owner {
        "it belongs to user \(status.st_uid), not to user \(owner)"
      } else if status.st_mode & 0o022 != 0 {
        "others may write to it"
      } else {
        nil
      }
    if let reason { throw .folderNotPrivate(path: path, reason: reason) }
  }
}
