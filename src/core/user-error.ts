/** A mistake of the user; its message has the problem, the place and the remedy. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file is larger than this process may write',
  EIO: 'the device fails',
  ENAMETOOLONG: 'the path is too long',
  ELOOP: 'its links lead in a circle',
  EROFS: 'the file system is read-only',
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  EMFILE: 'this process may open no more files',
  ENFILE: 'the system may open no more files',
  ENOMEM: 'no memory is left',
  ENOBUFS: 'no memory is left',
  EAGAIN: 'this user may start no more processes',
  ENOENT: 'it does not exist',
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'it is a folder',
  EADDRINUSE: 'the port is in use',
};

/** The message of a mistake of the user or an error of the machine; undefined for a defect of the harness. */
export function asUserError(error: unknown): UserError | undefined {
  if (error instanceof UserError) return error;
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  const reason = code === undefined ? undefined : reasons[code];
  if (reason === undefined) return undefined;
  return new UserError(`${path ?? 'A system call'}: cannot ${syscall ?? 'be used'}: ${reason} (${code ?? ''})`);
}

/** Ends the process with the message of a mistake; what the command has opened would keep it alive. */
export function exitAt(error: unknown): never {
  const mistake = asUserError(error);
  if (mistake === undefined) throw error;
  console.error(mistake.message);
  process.exit(2);
}

/** Whether an error says that this machine has no files or memory left. */
export function isShortage(error: unknown): boolean {
  return ['EMFILE', 'ENFILE', 'ENOMEM', 'ENOBUFS'].includes((error as NodeJS.ErrnoException).code ?? '');
}
