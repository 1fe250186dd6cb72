import './base.css';
import './diagram.css';
