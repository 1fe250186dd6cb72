import './base.css';
import './diagram.css';
import './scaffold.css';
