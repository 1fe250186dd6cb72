/** Of what the kernel displays. `djlab/notebook/preview.py` writes it. */
export const MIME_TYPE = 'application/vnd.djlab.preview.v1+json';
