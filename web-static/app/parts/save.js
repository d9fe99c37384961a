/** Saves content as a file on the machine of the one who looks. @param {string} name @param {Blob} content */
export function saveBlob(name, content) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
