/** Of a diagram that the kernel displays. `djlab/notebook/embedding.py` writes it. */
export const MIME_TYPE = 'application/vnd.djlab.diagram.v1+json';
